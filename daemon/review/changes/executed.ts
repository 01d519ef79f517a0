/** Read by shells, and by what hooks into them. */
export const shellFiles: ReadonlySet<string> = new Set([
  ...['.envrc', '.env', '.bashrc', '.bash_profile', '.bash_login', '.bash_logout', '.profile', '.zshrc', '.zshenv'],
  ...['.zprofile', '.zlogin', '.zlogout', '.inputrc', '.tool-versions', '.mise.toml', 'mise.toml', '.autoenv.zsh'],
]);

/** Read by what runs at a commit. */
export const hookFiles: ReadonlySet<string> = new Set([
  ...['.pre-commit-config.yaml', '.pre-commit-hooks.yaml', 'lefthook.yml', '.lefthook.yml', '.lintstagedrc'],
  ...['.overcommit.yml', '.huskyrc'],
]);

/** Read by machines that build what is pushed, with the project's secrets at hand. */
export const ciFolders: ReadonlySet<string> = new Set([
  ...['.github', '.gitlab', '.circleci', '.buildkite', '.gitea', '.forgejo', '.woodpecker'],
]);
/** The same, by file. */
export const ciFiles: ReadonlySet<string> = new Set([
  ...['.gitlab-ci.yml', '.travis.yml', 'jenkinsfile', 'azure-pipelines.yml', '.drone.yml', 'appveyor.yml'],
]);

/** Read by package managers, which execute scripts that are in them. */
export const packageFiles: ReadonlySet<string> = new Set([
  ...['package.json', '.npmrc', '.yarnrc', '.yarnrc.yml', '.pnpmfile.cjs', 'composer.json', 'gemfile'],
]);

/** Read by what builds and tests. */
export const buildFiles: ReadonlySet<string> = new Set([
  ...['makefile', 'gnumakefile', 'justfile', 'rakefile', 'taskfile.yml', 'gulpfile.js', 'gruntfile.js', 'setup.py'],
  ...['conftest.py', 'sitecustomize.py', 'usercustomize.py', 'build.rs', 'meson.build', 'cmakelists.txt', 'dockerfile'],
]);
