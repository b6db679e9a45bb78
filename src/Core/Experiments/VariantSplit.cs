using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using LlmFunctions.Configuration;

namespace LlmFunctions.Experiments;

/// <summary>
/// Gives subjects to variants by weighted rendezvous hashing: every variant gets a score of the subject's hash and its weight, and the highest
/// one wins. So every instance decides alike and keeps nothing, and of a changed weight only those subjects move that must: a variant
/// that gains takes from the others, one that loses gives to them, and among the others nobody moves.
/// </summary>
/// <remarks>
/// Schindelhauer and Schomaker, Weighted distributed hash tables (2005). Tests hold golden values: another hash would give everybody out anew.
/// </remarks>
public static class VariantSplit
{
    // What a fraction of a double can hold, without its being rounded up to 1.
    private const int UnusedBits = 12;
    private const double Steps = 1UL << (64 - UnusedBits);

    /// <summary>Returns the index of the subject's variant.</summary>
    public static int Choose(string experiment, IReadOnlyList<VariantOptions> variants, string subject)
    {
        (int chosen, double highest) = (0, 0);
        for (int i = 0; i < variants.Count; i++)
        {
            double score = variants[i].Weight / -Math.Log(Fraction(experiment, variants[i].Name, subject));
            if (score > highest)
            {
                (chosen, highest) = (i, score);
            }
        }

        return chosen;
    }

    /// <summary>Evenly spread above 0 and below 1.</summary>
    private static double Fraction(string experiment, string variant, string subject)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{experiment}\0{variant}\0{subject}"), hash);
        return ((BinaryPrimitives.ReadUInt64BigEndian(hash) >> UnusedBits) + 0.5) / Steps;
    }
}
