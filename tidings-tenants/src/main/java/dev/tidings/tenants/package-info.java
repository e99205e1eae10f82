/**
 * Tenants as a resource: suspension, quotas, the weight in what all tenants share, and deletion with all data. A tenant
 * needs no row: an API key or the configuration makes one. A row exists once an operator created or changed it.
 */
@NullMarked
package dev.tidings.tenants;

import org.jspecify.annotations.NullMarked;
