/** Resolves once `check` does; rejects with its last error. The bound allows for a busy machine. */
export async function eventually(check: () => Promise<void>, withinMs = 45_000): Promise<void> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    try {
      await check();
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
