import './admin.scss';
import { RouterProvider } from '@tanstack/react-router';
import { listenToKeys, makeQueryClient, openPages } from '#kit';
import { router } from './router.tsx';
import { toSignIn } from './use-signed-in.ts';
import './words.ts';

listenToKeys(window);
await openPages(makeQueryClient(), <RouterProvider router={router} />, toSignIn);
