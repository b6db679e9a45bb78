namespace LlmFunctions.Diagnostics;

/// <summary>The upper bounds of histograms, as OpenTelemetry's conventions advise.</summary>
internal static class Buckets
{
    /// <summary>Seconds.</summary>
    public static double[] Durations { get; } = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];

    /// <summary>Seconds.</summary>
    public static double[] FirstTokens { get; } = [0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

    public static long[] Tokens { get; } = [1, 4, 16, 64, 256, 1_024, 4_096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216, 67_108_864];
}
