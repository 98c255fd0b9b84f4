// What can go wrong between us and an engine, as error values. Used by every file of this room.
import { EngineUnavailableError, errorText } from '../../shared/domain/errors.ts';
import type { Endpoint } from './types.ts';

/** The engine answered, and the answer was no. `engineText` is its own sentence. */
export class EngineAnswerError extends Error {
  override readonly name = 'EngineAnswerError';
  readonly status: number;
  readonly engineText: string;
  constructor(status: number, engineText: string, asked: string) {
    super(`the engine answered ${status} to ${asked}: ${engineText}`);
    this.status = status;
    this.engineText = engineText;
  }
}

/** The `code` of a system error, `''` where there is none. */
export function errorCode(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return '';
}

export const hasStatus = (error: unknown, ...statuses: number[]): boolean => error instanceof EngineAnswerError && statuses.includes(error.status);

/** Userinfo of a URL may hold a password: it is never shown. */
export function printableHost(host: string): string {
  return host.replace(/^([a-z][a-z0-9+.-]*:\/\/[^/@:]*):[^/@]*@/i, '$1:***@');
}

/** Turns a failed connection into one sentence and its fix; other errors pass through unchanged. */
export function connectionError(error: unknown, endpoint: Pick<Endpoint, 'host' | 'transport'>): Error {
  if (error instanceof EngineUnavailableError || error instanceof EngineAnswerError) return error;
  const code = errorCode(error);
  const where = printableHost(endpoint.host);
  const lost = (text: string, fix: string): Error => new EngineUnavailableError(text, fix, { cause: error });
  switch (code) {
    case 'ENOENT':
      return lost(`there is no socket at ${where}`, 'Start the container engine, or choose another one with --endpoint or DOCKER_HOST.');
    case 'EACCES':
    case 'EPERM':
      return lost(`this user may not open ${where}`, 'Add the user to the group that owns the socket (usually `docker`) and log in again, or use a rootless engine.');
    case 'ECONNREFUSED':
      return lost(`nothing listens at ${where}`, 'Start the container engine, or choose another one with --endpoint or DOCKER_HOST.');
    case 'ECONNRESET':
    case 'EPIPE':
    case 'ECONNABORTED':
      return lost(`the connection to the engine at ${where} broke off`, 'See whether the engine still runs, start it, and run again.');
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return lost(`the engine at ${where} does not answer`, 'See whether the host is up and reachable from here.');
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return lost(`the name in ${where} is not known here`, 'Correct the host name of the endpoint.');
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return lost(`the certificate of ${where} is for another name`, 'Use the name in the certificate, or make a certificate for this one.');
    default:
      if (
        endpoint.transport === 'tls' &&
        (/^(CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|ERR_SSL|ERR_TLS|ERR_OSSL|EPROTO)/.test(code) || /certificate|TLS|SSL/i.test(errorText(error)))
      ) {
        return lost(`TLS with ${where} failed: ${errorText(error)}`, 'Check ca.pem, cert.pem and key.pem of this endpoint (DOCKER_CERT_PATH, or the docker context).');
      }
      if (error instanceof Error && /socket hang up|Parse Error/i.test(error.message)) {
        return lost(`what listens at ${where} does not speak the Docker API: ${error.message}`, 'Check the address and whether it wants TLS.');
      }
      return error instanceof Error ? error : new Error(errorText(error));
  }
}
