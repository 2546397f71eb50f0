import type { Elsewhere } from './answer.ts';
import type { Call } from './call.ts';

/** The ways to providers of digital identities and back. */
export interface IdentityRoads {
  readonly providers: readonly { readonly id: string; readonly name: string; readonly protocol: 'oidc' | 'saml' }[];
  go(
    asked: {
      readonly provider: string;
      readonly purpose: 'sign-in' | 'activation';
      readonly request?: string | undefined;
    },
    call: Call,
  ): Promise<Elsewhere>;
  back(
    asked: { readonly provider: string; readonly answered: Readonly<Record<string, unknown>> },
    call: Call,
  ): Promise<Elsewhere>;
}
