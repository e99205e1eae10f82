/**
 * JSON Schema 2020-12 for payloads, bounded: a schema refers only to itself, its patterns match in linear time, and the
 * work that a payload may cause is known before it is validated.
 */
@NullMarked
package dev.tidings.catalog.schema;

import org.jspecify.annotations.NullMarked;
