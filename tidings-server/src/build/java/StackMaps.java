import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Gives the classes of a jar that were compiled for Java 5 the stack maps of Java 8. The AOT cache takes no class without stack maps, so
 * that each start would read, parse and verify them again: picocli's 170 classes were a seventh of the main thread's start.
 */
final class StackMaps {
    private StackMaps() {}

    /** @param jars files, changed in place; on the class path too, since stack maps name common superclasses */
    public static void main(String... jars) throws IOException {
        for (String jar : jars) {
            try (FileSystem content = FileSystems.newFileSystem(Path.of(jar))) {
                for (Path file : classes(content.getPath("/"))) {
                    upgrade(file);
                }
            }
        }
    }

    private static List<Path> classes(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".class")).toList();
        }
    }

    private static void upgrade(Path file) throws IOException {
        ClassFile format = ClassFile.of(StackMapsOption.GENERATE_STACK_MAPS);
        ClassModel old = format.parse(file);
        if (old.majorVersion() < ClassFile.JAVA_6_VERSION) {
            ClassTransform version = ClassTransform.endHandler(to -> to.withVersion(ClassFile.JAVA_8_VERSION, 0));
            ClassTransform everyMethod = ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL);
            Files.write(file, format.transformClass(old, everyMethod.andThen(version)));
        }
    }
}
