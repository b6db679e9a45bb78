namespace LlmFunctions.Functions.Tests.EndToEnd.Support;

/// <summary>A span as a collector got it.</summary>
internal sealed record OtlpSpan(string TraceId, string SpanId, string ParentId, string Name, int Kind, bool Failed, ulong Start, ulong End, IReadOnlyDictionary<string, object> Attributes)
{
    public const int Internal = 1;
    public const int Server = 2;
    public const int Client = 3;

    public object? this[string attribute] => Attributes.GetValueOrDefault(attribute);
}
