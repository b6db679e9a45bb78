using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Xunit;

namespace LlmFunctions.Functions.Tests.LocalHost;

public sealed class RoutingTests
{
    [Fact]
    public async Task The_route_of_a_function_without_one_is_its_name()
    {
        await using var host = await TestHost.StartAsync([typeof(Routes)]);

        Assert.Equal("named", await host.GetAsync("/Named"));
    }

    [Fact]
    public async Task Without_a_prefix_in_host_json_routes_begin_with_api()
    {
        using var folder = new TemporaryFolder();
        folder.Write("host.json", """{ "version": "2.0" /* comments are allowed */, }""");
        await using var host = await TestHost.StartAsync([typeof(Routes)], contentRoot: folder.Path);

        Assert.Equal("named", await host.GetAsync("/api/Named"));
        Assert.Equal(HttpStatusCode.NotFound, (await host.Client.GetAsync("/Named", TestHost.Cancel)).StatusCode);
    }

    [Fact]
    public async Task The_prefix_of_host_json_is_before_every_route()
    {
        using var folder = new TemporaryFolder();
        folder.Write("host.json", """{ "extensions": { "http": { "routePrefix": "/gate/way/" } } }""");
        await using var host = await TestHost.StartAsync([typeof(Routes)], contentRoot: folder.Path);

        Assert.Equal("named", await host.GetAsync("/gate/way/Named"));
    }

    [Theory]
    [InlineData("/typed/7/0198c5f5-3a3b-7c1e-8c9a-2f4f0d0a4b11/x", "7 0198c5f5-3a3b-7c1e-8c9a-2f4f0d0a4b11 x")]
    [InlineData("/optional", "none")]
    [InlineData("/optional/12", "12")]
    [InlineData("/rest/a/b/c", "a/b/c")]
    [InlineData("/models/gpt-4o%2Fmini:generate", "gpt-4o%2Fmini generate")]
    public async Task Route_values_are_bound_by_name_and_type(string path, string expected)
    {
        await using var host = await TestHost.StartAsync([typeof(Routes)]);

        Assert.Equal(expected, await host.GetAsync(path));
    }

    [Fact]
    public async Task A_value_that_a_constraint_refuses_is_not_found()
    {
        await using var host = await TestHost.StartAsync([typeof(Routes)]);

        using var response = await host.Client.GetAsync("/typed/seven/0198c5f5-3a3b-7c1e-8c9a-2f4f0d0a4b11/x", TestHost.Cancel);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task A_value_that_does_not_convert_fails_the_function_as_in_the_worker()
    {
        await using var host = await TestHost.StartAsync([typeof(Routes)]);

        using var response = await host.Client.GetAsync("/optional/twelve", TestHost.Cancel);

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Contains(host.Logs.Entries, entry => entry.Exception is FunctionInputConverterException { Message: var text } && text.Contains("'twelve'"));
    }

    [Theory]
    [InlineData("GET", "/methods", "get")]
    [InlineData("POST", "/methods", "post or put")]
    [InlineData("PUT", "/methods", "post or put")]
    [InlineData("PATCH", "/any", "PATCH")]
    [InlineData("DELETE", "/any", "DELETE")]
    public async Task Methods_choose_between_functions_and_none_means_any(string method, string path, string expected)
    {
        await using var host = await TestHost.StartAsync([typeof(Routes)]);

        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await host.Client.SendAsync(request, TestHost.Cancel);

        Assert.Equal(expected, await response.Content.ReadAsStringAsync(TestHost.Cancel));
    }

    [Theory]
    [InlineData("DELETE", "/methods")]
    [InlineData("GET", "/nowhere")]
    [InlineData("GET", "/")]
    public async Task What_no_function_answers_is_an_empty_404_as_from_the_functions_host(string method, string path)
    {
        await using var host = await TestHost.StartAsync([typeof(Routes)]);

        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await host.Client.SendAsync(request, TestHost.Cancel);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("", await response.Content.ReadAsStringAsync(TestHost.Cancel));
    }

    [Fact]
    public async Task Authorization_levels_are_not_asked_for_on_ones_own_machine()
    {
        await using var host = await TestHost.StartAsync([typeof(Routes)]);

        Assert.Equal("admin only", await host.GetAsync("/locked"));
    }

    public static class Routes
    {
        [Function("Named")]
        public static IResult Named([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) => Results.Text("named");

        [Function("Typed")]
        public static IResult Typed(
            [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "typed/{number:int}/{id:guid}/{text}")] HttpRequest request,
            string text,
            int number,
            Guid id) => Results.Text($"{number} {id} {text}");

        [Function("Optional")]
        public static IResult Optional(
            [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "optional/{number?}")] HttpRequest request,
            long? number) => Results.Text(number?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "none");

        [Function("Rest")]
        public static IResult Rest(
            [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "rest/{*path}")] HttpRequest request,
            string path) => Results.Text(path);

        [Function("Verb")]
        public static IResult Verb(
            [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "models/{model}:{verb}")] HttpRequest request,
            string model,
            string verb) => Results.Text($"{model} {verb}");

        [Function("MethodsGet")]
        public static IResult Get([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "methods")] HttpRequest request) => Results.Text("get");

        [Function("MethodsPost")]
        public static IResult Post([HttpTrigger(AuthorizationLevel.Anonymous, "post", "put", Route = "methods")] HttpRequest request) => Results.Text("post or put");

        [Function("Any")]
        public static IResult Any([HttpTrigger(AuthorizationLevel.Anonymous, Route = "any")] HttpRequest request) => Results.Text(request.Method);

        [Function("Locked")]
        public static IResult Locked([HttpTrigger(AuthorizationLevel.Admin, "get", Route = "locked")] HttpRequest request) => Results.Text("admin only");
    }
}
