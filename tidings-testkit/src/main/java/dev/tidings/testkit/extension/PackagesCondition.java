package dev.tidings.testkit.extension;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Evaluates {@link NeedsPackages} before a test. */
final class PackagesCondition implements ExecutionCondition {
    private static final String REQUIRE = "REQUIRE_PACKAGES";

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        List<String> missing = context.getElement().map(element -> element.getAnnotation(NeedsPackages.class)).stream()
                .flatMap(needs -> Stream.of(needs.value()))
                .flatMap(packages -> packages.missing().stream())
                .toList();
        return decide(missing, "true".equals(System.getenv(REQUIRE)));
    }

    static ConditionEvaluationResult decide(List<String> missing, boolean required) {
        if (missing.isEmpty()) {
            return ConditionEvaluationResult.enabled("every package is here");
        }
        String reason = "not here: " + String.join(", ", missing) + " (script/packages installs it on Debian, as root)";
        if (required) {
            throw new IllegalStateException(REQUIRE + " is true, but " + reason);
        }
        return ConditionEvaluationResult.disabled(reason);
    }
}
