import type { Plan } from '../plan-types.ts';

/** The stages of a plan as `name:state`, the way a test reads them. */
export function stagesOf({ status }: Plan): string {
  return (status.stages ?? []).map(({ name, state }) => `${name}:${state}`).join(' ');
}

/** The actions of a plan as `verb job`. */
export function actionsOf({ actions }: Plan): string[] {
  return actions.map(({ verb, name }) => `${verb} ${name}`);
}

/** The condition Succeeded of a plan as `status reason`. */
export function succeededOf({ status }: Plan): string {
  const condition = status.conditions?.find(({ type }) => type === 'Succeeded');
  return `${condition?.status ?? ''} ${condition?.reason ?? ''}`;
}
