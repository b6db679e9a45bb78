using System.Globalization;

namespace DevTool.Verbs;

/// <summary>Publishes the app as it is deployed, and measures it beside other gateways.</summary>
internal sealed class Bench : IVerb
{
    private const string Quick = "quick";
    private const string Full = "full";
    private const string Soak = "soak";
    private static readonly Option Minutes = new("--minutes", "<number>", "How long a soak lasts; 20 if not given.");

    private static readonly Option Only = new("--only", "<part>", "Nothing but start, streams, throughput, dialects, in-flight or ledger.");

    public string Name => "bench";

    public string Summary => "Measures the app beside other gateways: quick (5 minutes), full (half an hour), or a soak of its memory.";

    public string Operand => $"[{Quick}|{Full}|{Soak}]";

    public IReadOnlyList<Option> Options => [Only, Minutes];

    public async Task<int> RunAsync(Arguments arguments, Workspace workspace, CancellationToken cancellationToken)
    {
        var mode = arguments.Operand ?? Quick;
        if (mode is not (Quick or Full or Soak))
        {
            throw arguments.Wrong($"'{mode}' is not {Quick}, {Full} or {Soak}.");
        }

        var minutes = arguments.Value(Minutes.Name) ?? "20";
        if (!int.TryParse(minutes, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number == 0)
        {
            throw arguments.Wrong($"{Minutes.Name} must be a whole number above 0, not '{minutes}'.");
        }

        if (arguments.Value(Only.Name) is not (null or "start" or "streams" or "throughput" or "dialects" or "in-flight" or "ledger"))
        {
            throw arguments.Wrong($"There is no part '{arguments.Value(Only.Name)}'.");
        }

        var peers = workspace.Path("bench", "peers");
        await NodeTools.EnsureAsync(workspace, cancellationToken);
        await NodeTools.InstallAsync(workspace, peers, cancellationToken);
        await AzureApis.EnsureAsync(workspace, cancellationToken);
        await Build.RunAsync(workspace, workspace.Path("bench", "LlmFunctions.Bench.csproj"), "Release", cancellationToken);
        var gateway = await LocalHost.PublishAsync(workspace, cancellationToken);
        if (Programs.TryFind("wrk") is null || !File.Exists("/usr/lib/nginx/modules/ngx_http_echo_module.so"))
        {
            Say.Line("With wrk, nginx and its echo module the figures are finer (Debian: apt-get install wrk nginx libnginx-mod-http-echo).");
        }

        var report = workspace.Path("artifacts", "bench", $"{mode}.md");
        Directory.CreateDirectory(Path.GetDirectoryName(report)!);
        string[] part = arguments.Value(Only.Name) is { } only ? [only] : [];
        string[] run = [workspace.Path("bench", "bin", "Release", "net10.0", "LlmFunctions.Bench.dll"), "compare", mode, gateway, peers, report, minutes, .. part];
        await using var child = Child.Start(workspace, Programs.Dotnet, run, [], log: null, Say.Line);
        return await child.Exited.WaitAsync(cancellationToken);
    }
}
