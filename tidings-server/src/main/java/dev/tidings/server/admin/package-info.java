/**
 * Operations for operators, independent of the protocol: reading notifications and deliveries, replaying, canceling, managing
 * endpoints. Store calls run on the store's own threads. A tenant never sees another tenant's data.
 */
@NullMarked
package dev.tidings.server.admin;

import org.jspecify.annotations.NullMarked;
