# What bash in a sandbox tells VS Code of its prompts, commands, directory and exit codes (OSC 633), which makes command decorations and links work.
# No nonce is given: what runs in the sandbox could read it, and VS Code asks before it runs a command line again that has none.
if [ -r /etc/bash.bashrc ]; then . /etc/bash.bashrc; fi
if [ -r ~/.bashrc ]; then . ~/.bashrc; fi
unset BELLGLASS_SHELL_START

__bellglass_said=1
__bellglass_escape() {
  local LC_ALL=C text=$1 out='' at byte
  for ((at = 0; at < ${#text} && at < 4096; at++)); do
    byte=${text:at:1}
    case $byte in
    [\\\;] | [[:cntrl:]]) printf -v byte '\\x%02x' "'$byte" ;;
    esac
    out+=$byte
  done
  printf %s "$out"
}
__bellglass_prompt() {
  local status=$?
  if [ "$__bellglass_said" = 0 ]; then printf '\e]633;D;%s\a' "$status"; else printf '\e]633;D\a'; fi
  __bellglass_said=1
  printf '\e]633;P;Cwd=%s\a' "$(__bellglass_escape "$PWD")"
  return "$status"
}
# PS0 is expanded once a command line was read, before it runs.
__bellglass_command() {
  local line
  line=$(HISTTIMEFORMAT= history 1)
  line=${line#*[0-9]  }
  printf '\e]633;E;%s\a\e]633;C\a' "$(__bellglass_escape "$line")"
}
PROMPT_COMMAND="__bellglass_prompt${PROMPT_COMMAND:+; $PROMPT_COMMAND}"
PS0='$(__bellglass_command)${__bellglass_none[__bellglass_said=0]}'
PS1='\[\e]633;A\a\]\[\e[1;35m\](sandbox)\[\e[0m\] \[\e[1;34m\]\w\[\e[0m\]\$ \[\e]633;B\a\]'
