import './activation.scss';
import { makeQueryClient, openPages } from '#kit';
import { ActivationApp } from './app.tsx';
import './words.ts';

await openPages(makeQueryClient(), <ActivationApp />, () => {});
