namespace Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

/// <summary>A binding that brings a value to a function.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public abstract class InputBindingAttribute : BindingAttribute
{
}
