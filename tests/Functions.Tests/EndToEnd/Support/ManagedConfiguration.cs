using System.Net.Http.Headers;
using System.Text;
using Xunit;

namespace LlmFunctions.Functions.Tests.EndToEnd.Support;

/// <summary>Calls the management API with the admin key.</summary>
internal static class ManagedConfiguration
{
    public static async Task<GatewayAnswer> ManageAsync(this GatewayApp gateway, HttpMethod method, string path, string? body = null, string? ifMatch = null, string? key = null, string contentType = "application/json")
    {
        using HttpRequestMessage request = new(method, "/api/v1/manage/" + path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key ?? gateway.AdminKey);
        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, contentType);
        }

        using HttpResponseMessage response = await gateway.Anonymous.SendAsync(request, TestContext.Current.CancellationToken);
        return await GatewayAnswer.ReadAsync(response);
    }

    /// <summary>Makes an object, and fails where that fails.</summary>
    public static async Task<GatewayAnswer> CreateAsync(this GatewayApp gateway, string kind, string name, string value)
    {
        GatewayAnswer answer = await gateway.ManageAsync(HttpMethod.Post, kind, $$"""{"name":"{{name}}","value":{{value}}}""");
        Assert.True(answer.Code == 201, answer.Text);
        return answer;
    }
}
