using System.Text.RegularExpressions;
using LlmFunctions.Configuration;
using Xunit;

namespace LlmFunctions.Tests.Structure;

/// <summary>What each project may know of.</summary>
public sealed partial class LayerTests
{
    // The entry point says who gets the telemetry.
    private const string EntryPoint = "src/Functions/Program.cs";
    private const string Exporter = "using Azure.Monitor.OpenTelemetry.Exporter;";

    [Fact]
    public void Core_knows_neither_Azure_nor_AspNetCore() => Assert.DoesNotContain(
        typeof(GatewayOptions).Assembly.GetReferencedAssemblies(),
        static reference => Outside().IsMatch(reference.Name!));

    // It calls apps, not providers, and looks at where a connection leads.
    private const string Webhooks = "src/Core/Jobs/Webhooks/WebhookSender.cs";

    [Fact]
    public void Only_Upstream_does_HTTP() => Assert.Empty(
        from file in Repository.SourcesBelow("src/")
        where !file.Path.StartsWith("src/Core/Upstream/", StringComparison.Ordinal) && file.Path != Webhooks && Http().IsMatch(file.Code)
        select file.Path);

    [Fact]
    public void Upstream_is_where_HTTP_is_done() =>
        Assert.Contains(Repository.SourcesBelow("src/Core/Upstream/"), static file => Http().IsMatch(file.Code));

    [Theory]
    [InlineData("src/Functions/", "Azure")]
    [InlineData("src/Azure/", "Microsoft.AspNetCore")]
    [InlineData("src/Azure/", "Microsoft.Azure.Functions")]
    [InlineData("src/Azure/", "LlmFunctions.Functions")]
    [InlineData("src/Functions/", "LlmFunctions.LocalHost")]
    public void A_project_keeps_to_its_layer(string folder, string stranger) => Assert.Empty(
        from file in Repository.SourcesBelow(folder)
        let code = file.Path == EntryPoint ? file.Code.Replace(Exporter, "", StringComparison.Ordinal) : file.Code
        where Regex.IsMatch(code, $@"\busing (static )?(\w+ = )?{Regex.Escape(stranger)}\b")
        select file.Path);

    [GeneratedRegex(@"^(Azure\.|Microsoft\.Azure|Microsoft\.AspNetCore)")]
    private static partial Regex Outside();

    [GeneratedRegex(@"\b(HttpClient|IHttpClientFactory|HttpClientHandler|SocketsHttpHandler|HttpMessageInvoker|TcpClient)\b")]
    private static partial Regex Http();
}
