/** BadScenarioError: the address asks the replay for something it cannot play. */
export class BadScenarioError extends Error {
  override readonly name = 'BadScenarioError';
}
