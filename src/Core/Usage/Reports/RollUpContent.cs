using System.IO.Compression;

namespace LlmFunctions.Usage.Reports;

/// <summary>Sums, compressed, which fit into a row however many users there are.</summary>
internal static class RollUpContent
{
    /// <summary>What those are called whose sums did not fit.</summary>
    public const string Others = "(others)";

    /// <summary>Writes all sums; where they do not fit, those of the least are added to one, so that nothing is lost of the whole.</summary>
    public static byte[] Write(UsageSums sums)
    {
        // Whoever cost the most first, and always in the same order.
        List<RollUpGroup> groups =
        [
            .. from sum in sums.Groups
               let figures = sum.Value
               orderby figures.Cost descending, figures.PromptTokens + figures.CompletionTokens descending, figures.Requests descending, sum.Key.User
               select new RollUpGroup { Of = sum.Key with { App = null, Start = null }, Figures = figures },
        ];
        byte[] content = Compress(groups);
        for (int kept = groups.Count; content.Length > RollUp.MostBytes; content = Compress(Keep(groups, kept)))
        {
            kept /= 2;
        }

        return content;
    }

    /// <summary>Adds the sums of a roll-up to others: all of them, or those that are wanted.</summary>
    public static void Add(RollUp rollUp, UsageSums to, Predicate<UsageKey>? wanted = null)
    {
        using MemoryStream compressed = new(rollUp.Content.ToArray(), writable: false);
        using DeflateStream sums = new(compressed, CompressionMode.Decompress);
        using MemoryStream plain = new(rollUp.Content.Length * 2);
        sums.CopyTo(plain);
        RollUpReader.Add(plain.GetBuffer().AsSpan(0, (int)plain.Length), new UsageKey { App = rollUp.App, Start = rollUp.Start }, to, wanted);
    }

    private static byte[] Compress(List<RollUpGroup> groups)
    {
        using MemoryStream compressed = new();
        using (DeflateStream sums = new(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            sums.Write(RollUpWriter.Write(groups));
        }

        return compressed.ToArray();
    }

    private static List<RollUpGroup> Keep(List<RollUpGroup> groups, int count)
    {
        RollUpGroup others = new() { Of = OthersOf(groups), Figures = new UsageFigures() };
        foreach (RollUpGroup group in groups.Skip(count))
        {
            others.Figures.Add(group.Figures);
        }

        return [.. groups.Take(count), others];
    }

    /// <summary>Their name in all that is told apart: what they have in common with one of those who are kept, they would else be counted to.</summary>
    private static UsageKey OthersOf(List<RollUpGroup> groups)
    {
        return new UsageKey
        {
            Provider = Name(static key => key.Provider),
            Account = Name(static key => key.Account),
            Model = Name(static key => key.Model),
            User = Name(static key => key.User),
            Key = Name(static key => key.Key),
            Experiment = Name(static key => key.Experiment),
            Variant = Name(static key => key.Variant),
        };

        string? Name(Func<UsageKey, string?> of) => groups.Exists(group => of(group.Of) is not null) ? Others : null;
    }
}
