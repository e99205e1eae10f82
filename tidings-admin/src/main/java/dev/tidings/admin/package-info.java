/**
 * What operators may do, independent of the protocol: read notifications and deliveries, replay, cancel, manage
 * endpoints. Store calls run on the store's own threads. A tenant never sees another tenant's data.
 */
@NullMarked
package dev.tidings.admin;

import org.jspecify.annotations.NullMarked;
