package dev.tidings.server;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.ref.WeakReference;
import java.util.Collection;
import java.util.regex.Pattern;

/**
 * The classes of the product, without tests and generated ones, read once for all rules. They are kept only while a test holds
 * them: they take a third of the heap of a test process, and later tests would spend their time on collections.
 */
final class ProductClasses {
    private static WeakReference<JavaClasses> read = new WeakReference<>(null);

    private ProductClasses() {}

    static synchronized JavaClasses all() {
        JavaClasses classes = read.get();
        if (classes == null) {
            classes = importer().importPackages("dev.tidings");
            read = new WeakReference<>(classes);
        }
        return classes;
    }

    /** Only the classes with these simple names and what is nested in them, which takes a fraction of the time of all. */
    static JavaClasses named(Collection<String> names) {
        Pattern files = Pattern.compile("/(" + String.join("|", names) + ")(\\$[^/]*)?\\.class$");
        return importer()
                .withImportOption(
                        location -> files.matcher(location.asURI().toString()).find())
                .importPackages("dev.tidings");
    }

    private static ClassFileImporter importer() {
        return new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .withImportOption(location -> !location.contains("-tests.jar"))
                .withImportOption(location -> !location.contains("tidings-protocol"));
    }
}
