using System.Buffers.Binary;
using System.Text;

namespace LlmFunctions.Usage.Reports;

/// <summary>Reads what <see cref="RollUpWriter"/> wrote.</summary>
internal ref struct RollUpReader
{
    private ReadOnlySpan<byte> _rest;
    private string?[] _names = [null];

    private RollUpReader(ReadOnlySpan<byte> content) => _rest = content;

    public static IReadOnlyList<RollUpGroup> Read(ReadOnlySpan<byte> content)
    {
        RollUpReader reader = new(content);
        if (reader.Number() != RollUpWriter.Version)
        {
            throw new InvalidDataException("A roll-up has a form that this app does not know.");
        }

        reader._names = new string?[reader.Number() + 1];
        for (int i = 1; i < reader._names.Length; i++)
        {
            reader._names[i] = Encoding.UTF8.GetString(reader.Bytes((int)reader.Number()));
        }

        RollUpGroup[] groups = new RollUpGroup[reader.Number()];
        for (int i = 0; i < groups.Length; i++)
        {
            groups[i] = new RollUpGroup { Of = reader.Key(), Figures = reader.Figures() };
        }

        return groups;
    }

    private UsageKey Key() => new()
    {
        Provider = Name(),
        Account = Name(),
        Model = Name(),
        User = Name(),
        Key = Name(),
        Experiment = Name(),
        Variant = Name(),
    };

    private UsageFigures Figures()
    {
        UsageFigures figures = new()
        {
            Requests = Number(),
            Calls = Number(),
            Streamed = Number(),
            PromptTokens = Number(),
            CompletionTokens = Number(),
            CachedTokens = Number(),
            CacheWriteTokens = Number(),
            ReasoningTokens = Number(),
            Estimated = Number(),
            Cost = Decimal(),
            CostSquares = Double(),
            Unpriced = Number(),
        };
        for (long count = Number(); count > 0; count--)
        {
            figures.Outcomes.Add(Name()!, Number());
        }

        figures.Durations = Histogram();
        figures.FirstTokens = Histogram();
        return figures;
    }

    private LatencyHistogram Histogram()
    {
        double sum = Double();
        long[] buckets = new long[Number()];
        for (int i = 0; i < buckets.Length; i++)
        {
            buckets[i] = Number();
        }

        return new LatencyHistogram { Sum = sum, Buckets = buckets };
    }

    private string? Name() => _names[Number()];

    private decimal Decimal() => new([(int)(uint)Number(), (int)(uint)Number(), (int)(uint)Number(), (int)(uint)Number()]);

    private double Double() => BinaryPrimitives.ReadDoubleLittleEndian(Bytes(sizeof(double)));

    private ReadOnlySpan<byte> Bytes(int count)
    {
        ReadOnlySpan<byte> bytes = _rest[..count];
        _rest = _rest[count..];
        return bytes;
    }

    private long Number()
    {
        ulong number = 0;
        int length = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte part = _rest[length++];
            number |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80)
            {
                _rest = _rest[length..];
                return (long)number;
            }
        }
    }
}
