// A tiny JSON Schema checker for tests: the keywords that the published schemas use, and a throw on any other.

type Value = unknown;
type Schema = boolean | { readonly [keyword: string]: Value };

const ANNOTATIONS = new Set(["$schema", "title", "description"]);

/** Whether a value meets a schema. */
export function meets(value: Value, schema: Schema): boolean {
  if (typeof schema === "boolean") return schema;
  return Object.entries(schema).every(
    ([keyword, given]) => ANNOTATIONS.has(keyword) || check(keyword, given, value, schema),
  );
}

function check(keyword: string, given: Value, value: Value, schema: { readonly [keyword: string]: Value }): boolean {
  const object =
    typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, Value>) : undefined;
  const keys = object === undefined ? [] : Object.keys(object);
  switch (keyword) {
    case "type":
      if (given === "integer") return Number.isInteger(value);
      if (given === "array") return Array.isArray(value);
      return given === "object" ? object !== undefined : typeof value === given;
    case "pattern":
      return typeof value !== "string" || new RegExp(given as string, "u").test(value);
    case "minLength":
      return typeof value !== "string" || value.length >= (given as number);
    case "minimum":
      return typeof value !== "number" || value >= (given as number);
    case "maximum":
      return typeof value !== "number" || value <= (given as number);
    case "minItems":
      return !Array.isArray(value) || value.length >= (given as number);
    case "items":
      return !Array.isArray(value) || value.every((item) => meets(item, given as Schema));
    case "minProperties":
      return object === undefined || keys.length >= (given as number);
    case "maxProperties":
      return object === undefined || keys.length <= (given as number);
    case "required":
      return object === undefined || (given as string[]).every((key) => Object.hasOwn(object, key));
    case "properties":
      return keys.every(
        (key) => !Object.hasOwn(given as object, key) || meets(object![key], (given as Record<string, Schema>)[key]!),
      );
    case "propertyNames":
      return keys.every((key) => meets(key, given as Schema));
    case "additionalProperties":
      return keys.every(
        (key) => Object.hasOwn((schema["properties"] ?? {}) as object, key) || meets(object![key], given as Schema),
      );
    case "oneOf":
      return (given as Schema[]).filter((each) => meets(value, each)).length === 1;
    default:
      throw new Error(`the checker does not know the keyword "${keyword}"`);
  }
}
