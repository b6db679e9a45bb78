using System.Text;

namespace LlmFunctions.Functions.Tests.EndToEnd.Support;

/// <summary>
/// A collector that is sent telemetry by OTLP over HTTP. It has all of it when the app that sends has been disposed of. What
/// other apps in this process do comes as well, so tests look for their own trace or model.
/// </summary>
internal sealed class OtlpCollector : IAsyncDisposable
{
    private const int ErrorStatus = 2;
    private readonly ScriptedProvider _server = ScriptedProvider.Answering(200, "", "application/x-protobuf");

    public IEnumerable<OtlpSpan> Spans => Messages("/v1/traces", 1, 2, 2).Select(static span => new OtlpSpan(
        Convert.ToHexStringLower(span.Bytes(1).Span),
        Convert.ToHexStringLower(span.Bytes(2).Span),
        Convert.ToHexStringLower(span.Bytes(4).Span),
        span.Text(5),
        (int)span.Number(6),
        span.Messages(15).Any(static status => status.Number(3) == ErrorStatus),
        span.Number(7),
        span.Number(8),
        Attributes(span.Messages(9))));

    /// <summary>The points of all histograms: name, attributes, how many values and their sum.</summary>
    public IEnumerable<(string Name, IReadOnlyDictionary<string, object> Attributes, ulong Count, double Sum)> Points =>
        from metric in Messages("/v1/metrics", 1, 2, 2)
        from point in metric.Messages(9, 1)
        select (metric.Text(1), (IReadOnlyDictionary<string, object>)Attributes(point.Messages(9)), point.Number(4), point.Double(5));

    /// <summary>The lines of the log, with the traces that they belong to.</summary>
    public IEnumerable<(string TraceId, string Text, IReadOnlyDictionary<string, object> Attributes)> Lines => Messages("/v1/logs", 1, 2, 2)
        .Select(static line => (Convert.ToHexStringLower(line.Bytes(9).Span), line.Messages(5).Single().Text(1), (IReadOnlyDictionary<string, object>)Attributes(line.Messages(6))));

    /// <summary>All that came, as far as it is text.</summary>
    public string Everything => string.Concat(_server.Requests.Select(static request => Encoding.UTF8.GetString(request.Body)));

    /// <summary>Has an app send its telemetry here.</summary>
    public GatewaySettings Connect(GatewaySettings settings) => settings
        .With("OTEL_EXPORTER_OTLP_ENDPOINT", _server.BaseUrl.ToString())
        .With("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf");

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private IEnumerable<ProtobufMessage> Messages(string path, params int[] fields) => _server.Requests
        .Where(request => request.Path == path)
        .SelectMany(request => new ProtobufMessage(request.Body).Messages(fields));

    private static Dictionary<string, object> Attributes(IEnumerable<ProtobufMessage> pairs) =>
        pairs.ToDictionary(static pair => pair.Text(1), static pair => Value(pair.Messages(2).Single()));

    private static object Value(ProtobufMessage value) =>
        value.Has(2) ? value.Number(2) == 1
        : value.Has(3) ? (long)value.Number(3)
        : value.Has(4) ? value.Double(4)
        : value.Has(5) ? string.Join(',', value.Messages(5, 1).Select(static part => part.Text(1)))
        : value.Text(1);
}
