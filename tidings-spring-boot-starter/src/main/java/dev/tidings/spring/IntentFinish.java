package dev.tidings.spring;

import dev.tidings.client.submit.Intent;
import java.util.function.UnaryOperator;

/** Changes every intent before it is written to the outbox, for example to add a trace. */
@FunctionalInterface
public interface IntentFinish extends UnaryOperator<Intent> {}
