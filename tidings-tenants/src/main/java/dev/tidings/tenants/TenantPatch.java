package dev.tidings.tenants;

import java.util.function.UnaryOperator;

/** A change of some settings; the others stay. */
@FunctionalInterface
public interface TenantPatch extends UnaryOperator<TenantSettings> {}
