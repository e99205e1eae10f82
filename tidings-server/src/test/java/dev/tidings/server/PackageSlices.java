package dev.tidings.server;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One slice per package of the product. ArchUnit's own assignment compiles its pattern again for each dependency. */
final class PackageSlices implements SliceAssignment {
    private static final Pattern SLICED = Pattern.compile("dev\\.tidings\\."
            + "(core|store|testkit|json|http|engine|channels|streams|push|admin|audience|catalog|tenants|jobs|console|cli|server|client)"
            + "\\.(.+)");

    private final Map<String, SliceIdentifier> slices = new HashMap<>();

    @Override
    public SliceIdentifier getIdentifierOf(JavaClass type) {
        return slices.computeIfAbsent(type.getPackageName(), PackageSlices::sliceOf);
    }

    private static SliceIdentifier sliceOf(String packageName) {
        Matcher sliced = SLICED.matcher(packageName);
        return sliced.matches() ? SliceIdentifier.of(sliced.group(1), sliced.group(2)) : SliceIdentifier.ignore();
    }

    @Override
    public String getDescription() {
        return "packages of the product";
    }
}
