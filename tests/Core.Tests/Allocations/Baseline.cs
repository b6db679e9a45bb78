using System.Globalization;

namespace LlmFunctions.Tests.Allocations;

/// <summary>A file of lines <c>name: bytes</c>.</summary>
internal static class Baseline
{
    private static readonly Lock Gate = new();

    public static long Read(string file, string name)
    {
        lock (Gate)
        {
            return ReadAll(file).TryGetValue(name, out long bytes) ? bytes : throw new InvalidOperationException($"{file} has no line for '{name}'.");
        }
    }

    public static void Write(string file, string name, long bytes)
    {
        lock (Gate)
        {
            SortedDictionary<string, long> all = File.Exists(file) ? ReadAll(file) : new(StringComparer.Ordinal);
            all[name] = bytes;
            File.WriteAllText(file, string.Concat(all.Select(static line => string.Create(CultureInfo.InvariantCulture, $"{line.Key}: {line.Value}\n"))));
        }
    }

    private static SortedDictionary<string, long> ReadAll(string file) => new(
        File.ReadAllLines(file).Select(static line => line.Split(": ")).ToDictionary(
            static parts => parts[0], static parts => long.Parse(parts[1], CultureInfo.InvariantCulture)),
        StringComparer.Ordinal);
}
