// Shell lines that make an image of ours by hand, with the exact package versions that are in it.
import type { ComposedImage, ImageRecipe } from './compose.ts';

export function recipeLines(_recipe: ImageRecipe, _image: ComposedImage): string[] {
  return [];
}
