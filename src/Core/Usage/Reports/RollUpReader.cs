using System.Buffers.Binary;
using System.Text;

namespace LlmFunctions.Usage.Reports;

/// <summary>Reads what <see cref="RollUpWriter"/> wrote, and adds it up on the way: of a month there are tens of thousands of sums, of which a report has a few.</summary>
internal ref struct RollUpReader
{
    private ReadOnlySpan<byte> _rest;
    private string?[] _names = [null];
    private long[] _buckets = [];

    private RollUpReader(ReadOnlySpan<byte> content) => _rest = content;

    /// <param name="content">What was written.</param>
    /// <param name="of">What is known of all its sums, such as the app.</param>
    /// <param name="to">What they are added to.</param>
    /// <param name="wanted">Which of them are; null for all.</param>
    public static void Add(ReadOnlySpan<byte> content, UsageKey of, UsageSums to, Predicate<UsageKey>? wanted)
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

        UsageFigures unwanted = new();
        for (long count = reader.Number(); count > 0; count--)
        {
            UsageKey key = reader.Key(of);
            reader.Add(wanted?.Invoke(key) == false ? unwanted : to.Of(key));
        }
    }

    private UsageKey Key(UsageKey of) => of with
    {
        Provider = Name(),
        Account = Name(),
        Model = Name(),
        User = Name(),
        Key = Name(),
        Experiment = Name(),
        Variant = Name(),
    };

    private void Add(UsageFigures to)
    {
        to.Requests += Number();
        to.Calls += Number();
        to.Streamed += Number();
        to.PromptTokens += Number();
        to.CompletionTokens += Number();
        to.CachedTokens += Number();
        to.CacheWriteTokens += Number();
        to.ReasoningTokens += Number();
        to.Estimated += Number();
        to.Cost += Decimal();
        to.CostSquares += Double();
        to.Unpriced += Number();
        for (long count = Number(); count > 0; count--)
        {
            to.AddOutcomes(Name()!, Number());
        }

        Add(to.Durations);
        Add(to.FirstTokens);
    }

    private void Add(LatencyHistogram to)
    {
        double sum = Double();
        int length = (int)Number();
        _buckets = _buckets.Length < length ? new long[length] : _buckets;
        for (int i = 0; i < length; i++)
        {
            _buckets[i] = Number();
        }

        to.Add(_buckets.AsSpan(0, length), sum);
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
