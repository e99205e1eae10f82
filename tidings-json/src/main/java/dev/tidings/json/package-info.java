/**
 * Strict reading and plain writing of JSON. Errors have the path of the field, its value and what was expected; nothing
 * is guessed, dropped or converted.
 */
@NullMarked
package dev.tidings.json;

import org.jspecify.annotations.NullMarked;
