/** What may be kept of a form's values: all but what may be a secret. */
import { action } from '../ami/index.ts';
import { withoutSecret } from './curl.ts';
import { headerName } from './forms.ts';
import type { Form, Typed } from './types.ts';

export function keepable(form: Form, values: readonly Typed[]): readonly Typed[] {
  const headers = values.map(({ name, index, value }) => {
    const field = form.fields.find((one) => one.name === name);
    return [field ? headerName(field, index) : name, value] as const;
  });
  const request = action(form.action, headers);
  return values.flatMap((typed, place) => {
    const [name = '', value = ''] = headers[place] ?? [];
    if (value === '') return [];
    const kept = withoutSecret(request, name, value);
    return [kept === undefined ? typed : { ...typed, value: kept }];
  });
}
