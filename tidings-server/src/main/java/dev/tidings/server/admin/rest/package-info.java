/**
 * The operators' REST API: paths, query parameters and JSON over the operations of the admin package.
 */
@NullMarked
package dev.tidings.server.admin.rest;

import org.jspecify.annotations.NullMarked;
