-- An empty mart passes every test on its rows, so emptiness has its own.

select count(*) as rows_found
from {{ ref('life_expectancy_by_region') }}
having count(*) = 0
