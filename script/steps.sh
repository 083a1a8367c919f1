# Steps that ./script/test and ./script/check share. Sourced, not run.
done_steps=()

step() { # $1: what it is, the rest: the command
  local what="$1" began=$SECONDS
  shift
  printf '\n── %s\n' "$what"
  if ! "$@"; then
    printf '\n✗ %s failed. The command was: %s\n' "$what" "$*" >&2
    exit 1
  fi
  done_steps+=("✓ $what ($((SECONDS - began)) s)")
}

static_steps() {
  step "Format" .venv/bin/ruff format --check --quiet .
  step "Lint" .venv/bin/ruff check --quiet .
  step "Types" .venv/bin/mypy --no-error-summary
  step "Import contracts" .venv/bin/lint-imports --no-cache
  step "Migrations match the models" \
    .venv/bin/python -W ignore::RuntimeWarning -m django makemigrations --check --dry-run \
    --settings kaketsuke.config.settings
}

summary() {
  printf '\n%s\n' "All steps passed in $SECONDS s:"
  printf '%s\n' "${done_steps[@]}"
}
