from train_stage.comparison import comparison, validation_summary
from train_stage_testing.sample_training import sample_training


def test_the_table_has_every_model_best_first_and_one_choice() -> None:
    training = sample_training()
    table = comparison(training)
    assert set(table["model"]) == set(training.validations)
    assert table["mae"].is_monotonic_increasing
    assert table.loc[table["chosen"], "model"].tolist() == [training.chosen_name]
    assert set(table["folds"]) == {10}
    assert (table["mae_spread_over_folds"] > 0).all()


def test_the_summary_lists_validation_errors_best_first() -> None:
    metrics = {"mae": 1.0, "validation_naive_mae": 4.1, "validation_naive_rmse": 5.0}
    metrics |= {"validation_ridge_100_mae": 2.91042}
    assert validation_summary(metrics) == "ridge_100 2.9104, naive 4.1000"
