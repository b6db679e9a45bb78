using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace LlmFunctions.Providers.Sandbox;

/// <summary>Makes vectors of length 1 of which those are near each other whose texts have words in common.</summary>
internal static class SandboxVector
{
    // Of longer texts, which may come by the thousand, the beginning says enough.
    private const int MostWords = 32;

    public static float[] Of(IReadOnlyList<string> words, int dimensions)
    {
        double[] sum = new double[dimensions];
        foreach (string word in words.Take(MostWords))
        {
            Add(word.ToLowerInvariant(), sum);
        }

        double length = Math.Sqrt(sum.Sum(static number => number * number));
        return [.. sum.Select(number => (float)(number / length))];
    }

    /// <summary>Adds the direction of a word, which its hash decides.</summary>
    private static void Add(string word, double[] sum)
    {
        ulong state = BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(word)));
        for (int i = 0; i < sum.Length; i++)
        {
            // SplitMix64: the same on every machine and in every version of .NET.
            state += 0x9E3779B97F4A7C15;
            ulong mixed = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
            sum[i] += ((mixed ^ (mixed >> 31)) / (double)ulong.MaxValue) - 0.5;
        }
    }
}
