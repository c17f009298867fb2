import { createHash } from 'node:crypto';

/*
 * Secrets of several lines as they stand in environment variables. Their values come from digests of a name, so that they open
 * nothing; those of two names share whatever all of their kind share.
 */

const dashes = '-'.repeat(5);
const lineLength = 64;

/** A key of so many lines between its two labels. All keys of a kind begin alike. */
export function longKey(name: string, lines = 26): string {
  const digits = `${digitsOf('every key', 50)}${digitsOf(name, lines * lineLength)}`.slice(0, lines * lineLength);
  const body = digits.match(new RegExp(`.{1,${lineLength}}`, 'g')) ?? [];
  return [label('BEGIN'), ...body, label('END'), ''].join('\n');
}

/** The credentials of a service, as its console writes them: a key among names of fields and addresses. */
export function serviceCredentials(name: string): string {
  const fields = {
    type: 'service_credentials',
    project_id: `${name}-project`,
    private_key_id: createHash('sha1').update(name).digest('hex'),
    private_key: longKey(`${name} service`),
    client_email: `service@${name}-project.accounts.example.com`,
    auth_uri: 'https://accounts.example.com/o/oauth2/auth',
    token_uri: 'https://oauth2.example.com/token',
    auth_provider_x509_cert_url: 'https://www.example.com/oauth2/v1/certs',
  };
  return JSON.stringify(fields, null, 2);
}

/** Credentials of which the greater part is the same for everybody. */
export function loginCredentials(name: string): string {
  const fields = {
    clientId: digitsOf(`${name} client`, 36),
    clientSecret: digitsOf(`${name} secret`, 40),
    subscriptionId: digitsOf(`${name} subscription`, 36),
    activeDirectoryEndpointUrl: 'https://login.example.com',
    resourceManagerEndpointUrl: 'https://management.example.com/',
    activeDirectoryGraphResourceId: 'https://graph.example.net/',
    sqlManagementEndpointUrl: 'https://management.core.example.net:8443/',
    galleryEndpointUrl: 'https://gallery.example.com/',
    managementEndpointUrl: 'https://management.core.example.net/',
  };
  return JSON.stringify(fields, null, 2);
}

function label(word: string): string {
  return `${dashes}${word} PRIVATE KEY${dashes}`;
}

function digitsOf(name: string, count: number): string {
  const blocks = Array.from({ length: Math.ceil(count / 86) }, (_, index) =>
    createHash('sha512').update(`${name} ${index}`).digest('base64').slice(0, 86),
  );
  return blocks.join('').slice(0, count);
}
