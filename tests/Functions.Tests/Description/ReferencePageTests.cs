using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using LlmFunctions.Functions.Description;
using LlmFunctions.Functions.Tests.Description.Support;
using LlmFunctions.Functions.Tests.EndToEnd.Support;
using Xunit;

namespace LlmFunctions.Functions.Tests.Description;

/// <summary>The document and the page are served to everybody, and the page needs nobody but the app.</summary>
public sealed class ReferencePageTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_document_needs_no_key()
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();
        using HttpResponseMessage response = await gateway.Anonymous.GetAsync("/openapi.json", Cancel);
        GatewayAnswer answer = await GatewayAnswer.ReadAsync(response);

        Assert.Equal((HttpStatusCode.OK, "application/json"), (answer.Status, answer.Headers["content-type"]));
        Assert.Equal("3.1.1", answer.Json.GetProperty("openapi").GetString());
        Assert.Equal(JsonValueKind.Object, answer.Json.GetProperty("paths").GetProperty("/v1/chat/completions").GetProperty("post").ValueKind);
    }

    [Fact]
    public async Task Whatever_the_page_loads_is_there_and_comes_from_the_app()
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();
        using HttpResponseMessage response = await gateway.Anonymous.GetAsync("/docs", Cancel);
        GatewayAnswer page = await GatewayAnswer.ReadAsync(response);
        Assert.Equal("text/html; charset=utf-8", page.Headers["content-type"]);

        string[] loaded = [.. Regex.Matches(page.Text, "(?:src|href)=\"(?<address>[^\"]+)\"").Select(static match => match.Groups["address"].Value)];
        Assert.Contains("docs/swagger-ui-bundle.js", loaded);
        Assert.All(loaded, static address => Assert.DoesNotContain("//", address, StringComparison.Ordinal));
        foreach (string address in loaded.Where(static address => !address.StartsWith("data:", StringComparison.Ordinal)))
        {
            using HttpResponseMessage file = await gateway.Anonymous.GetAsync(new Uri(response.RequestMessage!.RequestUri!, address), Cancel);
            Assert.True(file.IsSuccessStatusCode, $"{address}: {file.StatusCode}");
            Assert.Matches("^(text/(javascript|css)|application/json)", file.Content.Headers.ContentType!.ToString());
            Assert.True((await file.Content.ReadAsByteArrayAsync(Cancel)).Length > 100);
        }
    }

    [Fact]
    public async Task The_page_may_load_nothing_from_elsewhere()
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();
        using HttpResponseMessage response = await gateway.Anonymous.GetAsync("/docs", Cancel);
        string policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));

        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("connect-src 'self'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("http", policy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Large_files_are_compressed_for_those_who_can_read_that()
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();
        using HttpRequestMessage asking = new(HttpMethod.Get, "/docs/swagger-ui-bundle.js") { Headers = { { "Accept-Encoding", "gzip, br" } } };
        using HttpResponseMessage compressed = await gateway.Anonymous.SendAsync(asking, Cancel);
        using HttpResponseMessage plain = await gateway.Anonymous.GetAsync("/docs/swagger-ui-bundle.js", Cancel);

        Assert.Equal(["gzip"], compressed.Content.Headers.ContentEncoding);
        Assert.Empty(plain.Content.Headers.ContentEncoding);
        Assert.Contains("SwaggerUIBundle", await plain.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.True((await compressed.Content.ReadAsByteArrayAsync(Cancel)).Length < (await plain.Content.ReadAsByteArrayAsync(Cancel)).Length / 2);
    }

    /// <summary>Needs Chromium on the path; what needs no browser is tested above.</summary>
    [Fact]
    public async Task In_a_browser_the_page_shows_every_operation_and_asks_nobody_else()
    {
        string? browser = Browser.Find();
        Assert.SkipWhen(browser is null, "There is no Chromium on this machine.");
        await using GatewayApp gateway = await GatewayApp.StartAsync();

        (string document, IReadOnlyList<Uri> requested) = await Browser.OpenAsync(browser!, new Uri(gateway.BaseAddress, "docs"), Cancel);

        Assert.All(ApiDocument.Current.Operations, operation => Assert.Contains($"data-path=\"{operation.Path}\"", document, StringComparison.Ordinal));
        Assert.All(ApiDescription.Surfaces, surface => Assert.Contains($"data-tag=\"{surface.Name}\"", document, StringComparison.Ordinal));
        Assert.Contains(requested, static address => address.AbsolutePath == "/openapi.json");
        Assert.All(requested.Where(static address => address.Scheme != "data"), address => Assert.Equal(gateway.BaseAddress.Authority, address.Authority));
    }

    [Theory]
    [InlineData("/docs/nothing.js")]
    [InlineData("/docs/index.html")]
    [InlineData("/docs/..%2Fopenapi.json")]
    public async Task No_other_files_are_served(string path)
    {
        await using GatewayApp gateway = await GatewayApp.StartAsync();
        using HttpResponseMessage response = await gateway.Anonymous.GetAsync(path, Cancel);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }
}
