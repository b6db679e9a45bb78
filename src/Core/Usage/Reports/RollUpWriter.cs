using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace LlmFunctions.Usage.Reports;

/// <summary>
/// Writes sums so that they are small and quick to read: each name once, whole numbers in as many bytes as they need. A report of a month
/// reads tens of thousands. <see cref="RollUpReader"/> reads the same in the same order.
/// </summary>
internal sealed class RollUpWriter
{
    public const int Version = 1;

    private const int LongestNumber = 10;

    private readonly ArrayBufferWriter<byte> _sums = new();
    private readonly Dictionary<string, int> _names = new(StringComparer.Ordinal);

    public static byte[] Write(IReadOnlyCollection<RollUpGroup> groups)
    {
        RollUpWriter writer = new();
        foreach (RollUpGroup group in groups)
        {
            writer.Write(group.Of);
            writer.Write(group.Figures);
        }

        ArrayBufferWriter<byte> content = new();
        WriteNumber(content, Version);
        WriteNumber(content, writer._names.Count);
        foreach ((string name, _) in writer._names.OrderBy(static name => name.Value))
        {
            byte[] text = Encoding.UTF8.GetBytes(name);
            WriteNumber(content, text.Length);
            content.Write(text);
        }

        WriteNumber(content, groups.Count);
        content.Write(writer._sums.WrittenSpan);
        return content.WrittenSpan.ToArray();
    }

    private void Write(UsageKey key)
    {
        Write(key.Provider);
        Write(key.Account);
        Write(key.Model);
        Write(key.User);
        Write(key.Key);
        Write(key.Experiment);
        Write(key.Variant);
    }

    private void Write(UsageFigures figures)
    {
        Write(figures.Requests);
        Write(figures.Calls);
        Write(figures.Streamed);
        Write(figures.PromptTokens);
        Write(figures.CompletionTokens);
        Write(figures.CachedTokens);
        Write(figures.CacheWriteTokens);
        Write(figures.ReasoningTokens);
        Write(figures.Estimated);
        Write(figures.Cost);
        Write(figures.CostSquares);
        Write(figures.Unpriced);
        Write(figures.Outcomes.Count);
        foreach ((string outcome, long count) in figures.Outcomes)
        {
            Write(outcome);
            Write(count);
        }

        Write(figures.Durations);
        Write(figures.FirstTokens);
    }

    private void Write(LatencyHistogram histogram)
    {
        long[] buckets = histogram.Buckets;
        Write(histogram.Sum);
        Write(buckets.Length);
        Array.ForEach(buckets, Write);
    }

    /// <summary>A name's number, from 1; 0 for none.</summary>
    private void Write(string? name)
    {
        if (name is not null && !_names.ContainsKey(name))
        {
            _names.Add(name, _names.Count + 1);
        }

        Write(name is null ? 0 : _names[name]);
    }

    private void Write(decimal value)
    {
        Span<int> parts = stackalloc int[4];
        decimal.GetBits(value, parts);
        foreach (int part in parts)
        {
            Write((long)(uint)part);
        }
    }

    private void Write(double value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(double)];
        BinaryPrimitives.WriteDoubleLittleEndian(bytes, value);
        _sums.Write(bytes);
    }

    private void Write(long number) => WriteNumber(_sums, number);

    private static void WriteNumber(ArrayBufferWriter<byte> to, long number)
    {
        Span<byte> bytes = stackalloc byte[LongestNumber];
        int length = 0;
        ulong rest = (ulong)number;
        for (; rest > 0x7f; rest >>= 7)
        {
            bytes[length++] = (byte)(rest | 0x80);
        }

        bytes[length++] = (byte)rest;
        to.Write(bytes[..length]);
    }
}
