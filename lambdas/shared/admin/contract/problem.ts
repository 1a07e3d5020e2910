/** Errors of the admin API: problem details (RFC 9457). Those of the SCIM endpoints are SCIM errors. */
import * as z from 'zod';

export const problem = z
  .object({
    type: z.string().meta({ description: 'Names the kind of problem; `about:blank` when the status says it all.' }),
    title: z.string(),
    status: z.int(),
    detail: z.string().meta({ description: 'What was wrong, which value, and what would be accepted.' }),
    requestId: z.string().optional().meta({ description: 'Finds the request in the logs.' }),
    errors: z
      .array(
        z.object({
          pointer: z.string().meta({ description: 'JSON pointer into the body, or the name of a parameter.' }),
          detail: z.string(),
        }),
      )
      .optional(),
  })
  .meta({ id: 'Problem', description: 'Problem details (RFC 9457).' });

export type Problem = z.infer<typeof problem>;
