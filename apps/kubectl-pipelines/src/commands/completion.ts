import type { Command } from '../cli/command.ts';
import { exits } from '../cli/exit-codes.ts';
import { usage } from '../cli/failure.ts';
import { scripts } from '../completion/scripts.ts';

export const completion: Command = {
  name: 'completion',
  summary: 'Print the completion script of a shell',
  details: `The script completes the program's own name, kubectl-pipelines. "kubectl pipelines" is completed by
kubectl's own completion, as soon as kubectl_complete-pipelines is on the PATH.`,
  examples: [
    'completion bash > ~/.local/share/bash-completion/completions/kubectl-pipelines',
    'completion zsh > ~/.zsh/completions/_kubectl-pipelines',
    'completion fish > ~/.config/fish/completions/kubectl-pipelines.fish',
  ],
  positionals: [{ name: 'SHELL', completes: Object.keys(scripts) }],
  flags: [],
  run: (values, { terminal }) => {
    const shell = values.argument(0);
    const script = scripts[shell];
    if (script === undefined) {
      const names = Object.keys(scripts).join(', ');
      throw usage(`there is no completion for ${JSON.stringify(shell)}: there is for ${names}`);
    }
    terminal.write(script);
    return Promise.resolve(exits.ok);
  },
};
