import { z } from 'zod';

/** What people prove with who they are: asked alike when they sign in and when they change it. */
export const password = z.string().min(1).max(512);
export const newPassword = z.string().min(12).max(512);
/** What a browser's `navigator.credentials` answered, as JSON; judged by the book. */
export const credential = z.looseObject({ id: z.string().max(2_000), type: z.string().max(40) });
