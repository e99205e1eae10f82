package dev.tidings.catalog.schema;

/**
 * The first part of a document that does not satisfy a schema.
 *
 * @param pointer the JSON pointer (RFC 6901) of the part; empty for the whole document
 * @param reason what is wrong, without the value
 */
public record SchemaViolation(String pointer, String reason) {}
