import { type SandboxState, sandboxState } from '../../protocol/sandbox/sandbox.js';
import { UsageError } from './usage.js';

/** What a list is narrowed to. */
export type Filter =
  { readonly key: 'id' | 'name'; readonly pattern: RegExp } | { readonly key: 'status'; readonly state: SandboxState };

/**
 * A filter as Docker writes it: KEY=VALUE. An id and a name are regular expressions that match anywhere; `exited` is Docker's word for stopped.
 * @throws UsageError bad_filter
 */
export function parseFilter(value: string): Filter {
  const malformed = (reason: string): UsageError => new UsageError('bad_filter', { value, reason });
  const at = value.indexOf('=');
  if (at < 0) throw malformed('it has no "="');
  const [key, wanted] = [value.slice(0, at).trim().toLowerCase(), value.slice(at + 1).trim()];
  switch (key) {
    case 'id':
    case 'name':
      return { key, pattern: patternOf(wanted, malformed) };
    case 'status': {
      const state = sandboxState.safeParse(wanted === 'exited' ? 'stopped' : wanted);
      if (!state.success) throw malformed(`a status is one of ${sandboxState.options.join(', ')}`);
      return { key, state: state.data };
    }
    default:
      throw malformed('its key is none of id, name and status');
  }
}

function patternOf(text: string, malformed: (reason: string) => UsageError): RegExp {
  try {
    return new RegExp(text);
  } catch {
    throw malformed('its value is no regular expression');
  }
}
