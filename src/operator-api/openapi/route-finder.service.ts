import { Injectable, RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { ENABLED_WHEN, type EndpointCondition } from '../../auth/enabled-when.decorator.js';
import { IS_PUBLIC } from '../../auth/public.decorator.js';
import { DESCRIPTION, type OperationDescription } from '../../http/describes.decorator.js';
import { type DocumentedMethod, type FoundRoute, documentedMethods } from './found-route.js';

type Handler = (...given: never[]) => unknown;
type ControllerClass = new (...given: never[]) => object;
type Paths = string | string[] | undefined;

/** Finds all routes of the gateway where Nest itself has them, whatever module they are in. */
@Injectable()
export class RouteFinder {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  /** Handlers for every method, which only refuse, are left out. */
  find(): FoundRoute[] {
    return this.discovery.getControllers().flatMap(({ metatype }) => {
      return isClass(metatype) ? this.routesOf(metatype) : [];
    });
  }

  private routesOf(controller: ControllerClass): FoundRoute[] {
    const { prototype } = controller as { prototype: object };
    return this.scanner.getAllMethodNames(prototype).flatMap((name) => {
      const handler: unknown = Reflect.get(prototype, name);
      return isHandler(handler) ? this.routesOfHandler(controller, handler) : [];
    });
  }

  private routesOfHandler(controller: ControllerClass, handler: Handler): FoundRoute[] {
    const method = toDocumentedMethod(this.reflector.get<RequestMethod | undefined>(METHOD_METADATA, handler));
    if (!method) return [];
    const own = pathsIn(this.reflector.get<Paths>(PATH_METADATA, handler));
    const prefixes = pathsIn(this.reflector.get<Paths>(PATH_METADATA, controller));
    const targets = [handler, controller];
    const said = {
      handler: `${controller.name}.${handler.name}`,
      method,
      description: this.reflector.get<OperationDescription | undefined>(DESCRIPTION, handler),
      isPublic: this.reflector.getAllAndOverride<boolean | undefined>(IS_PUBLIC, targets) ?? false,
      isEnabled: this.reflector.getAllAndOverride<EndpointCondition | undefined>(ENABLED_WHEN, targets),
    };
    return prefixes.flatMap((prefix) => own.map((path) => ({ ...said, path: joined(prefix, path) })));
  }
}

function isClass(value: unknown): value is ControllerClass {
  return typeof value === 'function';
}

function isHandler(value: unknown): value is Handler {
  return typeof value === 'function';
}

function toDocumentedMethod(method: RequestMethod | undefined): DocumentedMethod | undefined {
  if (method === undefined) return undefined;
  const name = RequestMethod[method].toLowerCase();
  return documentedMethods.find((each) => each === name);
}

function pathsIn(paths: Paths): string[] {
  return Array.isArray(paths) ? paths : [paths ?? ''];
}

function joined(...parts: string[]): string {
  return `/${parts
    .flatMap((part) => part.split('/'))
    .filter((piece) => piece !== '')
    .join('/')}`;
}
