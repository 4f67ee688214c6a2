/** Scripts that teach a shell to ask `kubectl-pipelines __complete`, for the program's own name. */
export const scripts: Readonly<Record<string, string>> = {
  bash: `# bash completion for kubectl-pipelines
_kubectl_pipelines() {
  local line directive='' current="\${COMP_WORDS[COMP_CWORD]}"
  COMPREPLY=()
  while IFS= read -r line; do
    case $line in
      :*) directive=\${line#:} ;;
      *) COMPREPLY+=("\${line%%$'\\t'*}") ;;
    esac
  done < <(kubectl-pipelines __complete "\${COMP_WORDS[@]:1:COMP_CWORD-1}" "$current" 2>/dev/null)
  if [ "$directive" = 0 ]; then
    mapfile -t COMPREPLY < <(compgen -f -- "$current")
    compopt -o filenames
  fi
  case $directive in 2 | 6) compopt -o nospace ;; esac
}
complete -F _kubectl_pipelines kubectl-pipelines
`,
  zsh: `#compdef kubectl-pipelines
# zsh completion for kubectl-pipelines
_kubectl_pipelines() {
  local line directive=''
  local -a words_only described
  while IFS= read -r line; do
    case $line in
      :*) directive=\${line#:} ;;
      *)
        words_only+=("\${line%%$'\\t'*}")
        described+=("\${line/$'\\t'/  -- }")
        ;;
    esac
  done < <(kubectl-pipelines __complete "\${(@)words[2,CURRENT]}" 2>/dev/null)
  if [[ $directive == 0 ]]; then
    _files
  elif [[ $directive == 6 || $directive == 2 ]]; then
    compadd -S '' -d described -a words_only
  else
    compadd -d described -a words_only
  fi
}
compdef _kubectl_pipelines kubectl-pipelines
# The first time zsh loads this file in order to complete at once.
if [ "$funcstack[1]" = _kubectl-pipelines ]; then _kubectl_pipelines "$@"; fi
`,
  fish: `# fish completion for kubectl-pipelines
function __kubectl_pipelines_complete
    set -l words (commandline -opc)
    kubectl-pipelines __complete $words[2..-1] (commandline -ct | string collect --allow-empty) 2>/dev/null | string match -v -r '^:\\d+$'
end
complete -c kubectl-pipelines -f -a '(__kubectl_pipelines_complete)'
complete -c kubectl-pipelines -l kubeconfig -r -F
`,
};
