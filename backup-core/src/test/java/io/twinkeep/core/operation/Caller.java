package io.twinkeep.core.operation;

import org.junit.jupiter.api.Test;

/** Knows which test is running, for the names of files that tests write. */
final class Caller {
    private Caller() {}

    static String test() {
        return StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
                .walk(frames -> frames.filter(Caller::isTest)
                        .map(frame -> frame.getDeclaringClass().getSimpleName() + "." + frame.getMethodName())
                        .findFirst()
                        .orElseThrow());
    }

    private static boolean isTest(StackWalker.StackFrame frame) {
        try {
            return frame.getDeclaringClass()
                    .getDeclaredMethod(
                            frame.getMethodName(), frame.getMethodType().parameterArray())
                    .isAnnotationPresent(Test.class);
        } catch (NoSuchMethodException e) {
            return false;
        }
    }
}
