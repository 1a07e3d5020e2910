/** The field of a day within the time of the logs. */
import { Field, type FieldProps } from '../../parts/field.tsx';
import { firstDay, isDay } from './audit-words.ts';

export function DayField({ min = '', ...field }: Omit<FieldProps, 'type'>) {
  return <Field {...field} type="date" min={isDay(min) ? min : firstDay} />;
}
