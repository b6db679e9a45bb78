using LlmFunctions.Providers;
using Xunit;

namespace LlmFunctions.Tests.Providers;

public sealed class BaseUrlsTests
{
    [Theory]
    [InlineData("https://api.example.org", "https://api.example.org/v1/")]
    [InlineData("https://api.example.org/", "https://api.example.org/v1/")]
    [InlineData("https://api.example.org/v1", "https://api.example.org/v1/")]
    [InlineData("https://api.example.org/v1/", "https://api.example.org/v1/")]
    [InlineData("https://api.example.org/api/paas/v4", "https://api.example.org/api/paas/v4/")]
    [InlineData("https://api.example.org/v1/chat/completions", "https://api.example.org/v1/")]
    [InlineData("http://localhost:8000?x=1", "http://localhost:8000/v1/")]
    public void The_version_is_added_where_there_is_no_path(string url, string expected) =>
        Assert.Equal(expected, BaseUrls.WithVersion(new Uri(url), "v1", "chat/completions").AbsoluteUri);

    [Theory]
    [InlineData("https://api.example.org", "https://api.example.org/")]
    [InlineData("https://api.example.org/v1beta/", "https://api.example.org/")]
    [InlineData("https://api.example.org/v1", "https://api.example.org/")]
    [InlineData("https://proxy.example.org/gemini/v1beta", "https://proxy.example.org/gemini/")]
    public void The_version_is_taken_off_where_paths_bring_it(string url, string expected) =>
        Assert.Equal(expected, BaseUrls.WithoutVersion(new Uri(url), "v1beta", "v1").AbsoluteUri);
}
