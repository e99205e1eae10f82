/** Encrypts the secrets of endpoints with AES-GCM, with a key in a separate file beside the database. */
@NullMarked
package dev.tidings.store.jdbc.secret;

import org.jspecify.annotations.NullMarked;
